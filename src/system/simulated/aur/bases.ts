/** A package base as it lies in its repository. */
export interface PackageBase {
  readonly base: string;
  readonly version: string;
  readonly release: number;
  readonly description: string;
  readonly packages: readonly string[];
  readonly depends: readonly string[];
  readonly makedepends: readonly string[];
  readonly pgpKeys: readonly string[];
  readonly source: string;
  /** Tip of its branch. */
  readonly commit: string;
}

const xenDepends = [
  'zlib',
  'python',
  'ncurses',
  'openssl',
  'libx11',
  'libuuid.so',
  'yajl',
  'libaio',
  'glib2',
  'pkgconf',
  'iproute2',
  'inetutils',
  'acpica',
  'lib32-glibc',
  'gnutls',
  'vde2',
  'lzo',
  'pciutils',
  'sdl2',
  'pixman',
] as const;

/** The AUR's bases around Xen, after the tree of their maintainer. */
export const packageBases: Readonly<Record<string, PackageBase>> = {
  xen: {
    base: 'xen',
    version: '4.21.2',
    release: 1,
    description: 'Open-source type-1 or baremetal hypervisor',
    packages: ['xen', 'xen-docs'],
    depends: [...xenDepends, 'libseccomp', 'libpng', 'libjpeg-turbo'],
    makedepends: [
      ...xenDepends,
      'git',
      'systemd-libs',
      'systemd',
      'wget',
      'pandoc',
      'valgrind',
      'bison',
      'gettext',
      'flex',
      'figlet',
      'fig2dev',
      'python-setuptools',
    ],
    pgpKeys: [],
    source: 'git+https://xenbits.xen.org/git-http/xen.git#branch=stable-4.21',
    commit: 'bcff32b1d07c4e2f6a9a83f5e21d90b7c6e41f08',
  },
  'xen-qemu': {
    base: 'xen-qemu',
    version: '11.1.0',
    release: 1,
    description: 'QEMU, built to work with the Xen hypervisor',
    packages: ['xen-qemu'],
    depends: ['curl', 'xen', 'numactl', 'spice', 'usbredir', 'seabios', 'qemu-common'],
    makedepends: ['ninja', 'meson', 'python-packaging'],
    pgpKeys: ['CEACC9E15534EBABB82D3FA03353C9CEF108B584'],
    source: 'https://download.qemu.org/qemu-11.1.0.tar.xz',
    commit: '9e1c70d4a5f3b2867d0e4c19a8b56f7231dc90ea',
  },
  'xen-edk2': {
    base: 'xen-edk2',
    version: '202605',
    release: 1,
    description: 'UEFI firmware for the guests of Xen',
    packages: ['xen-edk2'],
    depends: [],
    makedepends: ['git', 'python', 'acpica'],
    pgpKeys: [],
    source: 'git+https://github.com/tianocore/edk2.git#tag=edk2-stable202605',
    commit: 'c2bf69b07e8d4a1395f6b20c8e7d41a6f0935be2',
  },
  'xen-grub': {
    base: 'xen-grub',
    version: '2.14.r18',
    release: 1,
    description: 'GRUB for PV and PVH guests of Xen',
    packages: ['xen-grub-pvh', 'xen-grub-pv32', 'xen-grub-pv64'],
    depends: [],
    makedepends: ['git', 'python', 'bison', 'flex'],
    pgpKeys: [],
    source: 'git+https://git.savannah.gnu.org/git/grub.git',
    commit: '4cc4bdd8f0a17e25b93c6d02c51fe9a7be86403d',
  },
};

/** What makepkg builds in this environment: the stub domain only when it is asked for. */
export const packagesOf = ({ base, packages }: PackageBase, environment: Readonly<Record<string, string>>): readonly string[] =>
  base === 'xen' && environment['build_stubdom'] === 'true' ? [...packages, 'xen-stubdom'] : packages;

export function srcinfo(base: PackageBase): string {
  const list = (key: string, values: readonly string[]): readonly string[] => values.map((value) => `\t${key} = ${value}`);
  return [
    `pkgbase = ${base.base}`,
    `\tpkgdesc = ${base.description}`,
    `\tpkgver = ${base.version}`,
    `\tpkgrel = ${base.release}`,
    '\turl = https://xenproject.org/',
    '\tarch = x86_64',
    '\tlicense = GPL-2.0-only',
    ...list('makedepends', base.makedepends),
    ...list('depends', base.depends),
    ...list('source', [base.source]),
    ...list('validpgpkeys', base.pgpKeys),
    '\tsha512sums = SKIP',
    ...base.packages.flatMap((name) => ['', `pkgname = ${name}`]),
    '',
  ].join('\n');
}

export function pkgbuild(base: PackageBase): string {
  const quoted = (values: readonly string[]): string => values.map((value) => `'${value}'`).join(' ');
  const switches = base.base === 'xen' ? xenSwitches : '';
  return `# Maintainer: Sam Mulvey <archlinux@sammulvey.com>

${switches}pkgbase=${base.base}
pkgname=(${quoted(base.packages)})
pkgver=${base.version}
pkgrel=${base.release}
pkgdesc='${base.description}'
arch=('x86_64')
url='https://xenproject.org/'
license=('GPL-2.0-only')
makedepends=(${quoted(base.makedepends)})
depends=(${quoted(base.depends)})
source=('${base.source}')
sha512sums=('SKIP')
${base.pgpKeys.length > 0 ? `validpgpkeys=(${quoted(base.pgpKeys)})\n` : ''}
build() {
	cd "\${pkgbase}"
	./configure --prefix=/usr --sbindir=/usr/bin --libdir=/usr/lib --enable-systemd
	make
}

${base.packages.map((name) => `package_${name}() {\n\tcd "\${pkgbase}"\n\tmake DESTDIR="\${pkgdir}" install\n}\n`).join('\n')}`;
}

const xenSwitches = `## use the following variables to tune the build
build_stubdom="\${build_stubdom:-false}"
boot_dir="\${boot_dir:-/boot}"
efi_dir="\${efi_dir:-/boot}"
efi_mountpoint="\${efi_mountpoint:-/boot}"

`;

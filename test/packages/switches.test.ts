import { describe, expect, it } from '@jest/globals';
import { switchesOf } from '../../src/packages/switches.ts';

describe("a PKGBUILD's variables", () => {
  it('are those with a default that it takes from the environment', () => {
    const pkgbuild = `# \${not_this:-x}
_build_stubdom=\${build_stubdom:-false}
_efi_dir="\${efi_dir:-/boot}"
build_pvh=\${build_pvh-true}
cd "\${srcdir}/\${pkgbase}"
PKGEXT=\${PKGEXT:-.zst}
again=\${efi_dir:-/other}
`;
    expect(switchesOf(pkgbuild)).toEqual([
      { name: 'build_stubdom', otherwise: 'false' },
      { name: 'efi_dir', otherwise: '/boot' },
      { name: 'build_pvh', otherwise: 'true' },
    ]);
  });
});

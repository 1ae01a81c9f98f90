import { $ } from 'zx';

const packages = ['gcc', 'libc6-dev', 'flex', 'bison', 'libelf-dev', 'gawk'];

/** What the hypervisor is compiled with, put into the container by this machine's apt-get, which has the network and the keys. */
export async function bringCompiler({ root }) {
  const apt = [
    ...['-y', '-qq', '--no-install-recommends'],
    ...['-o', `Dir::State::status=${root}/var/lib/dpkg/status`, '-o', `Dir::State::extended_states=${root}/var/lib/apt/extended_states`],
    ...['-o', `Dpkg::Options::=--root=${root}`, '-o', 'Dpkg::Use-Pty=0'],
  ];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await $({ env, quiet: true, timeout: '900s' })`apt-get ${apt} install ${packages}`;
}

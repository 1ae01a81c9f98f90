import { makePlan } from '../../src/core/plan.ts';
import { formatRecord } from '../../src/engine/journal-text.ts';
import { host, hostNames } from '../support/simulated.ts';

/** Texts by what they are: files and commands of the recorded hosts, and some of our own. */
export function seedTexts(): ReadonlyMap<string, readonly string[]> {
  const texts = new Map<string, string[]>();
  const add = (name: string, text: string): void => {
    if (text.length < 20_000) texts.set(name, [...(texts.get(name) ?? []), text]);
  };
  for (const name of hostNames) {
    const recorded = host(name);
    for (const [path, file] of Object.entries(recorded.files)) {
      if (typeof file === 'string') add(path, file);
      else if (file?.base64 !== undefined) add(path, Buffer.from(file.base64, 'base64').toString('latin1'));
      else if (file?.text !== undefined) add(path, file.text);
    }
    for (const [command, answer] of Object.entries(recorded.commands ?? {})) add(command, answer?.stdout ?? '');
  }
  const plan = makePlan({
    purpose: 'setup',
    answers: null,
    changes: [{ kind: 'file', id: 'a', title: 'A', path: '/a', content: { text: 'x' }, mode: 0o644, uid: 0, gid: 0 }],
    reboot: { needed: false },
  });
  add(
    'journal',
    formatRecord({ type: 'plan', run: '0001', plan, at: 1, bootId: 'b', version: '1' }) +
      formatRecord({ type: 'begin', plan: plan.sha256, index: 0, back: [] }) +
      formatRecord({ type: 'done', plan: plan.sha256, index: 0, changed: true }) +
      formatRecord({ type: 'end', plan: plan.sha256, outcome: 'applied', at: 2, bootId: 'b' }),
  );
  add('answers', '{"v":1,"name":"web","type":"pvh","memoryMiB":512,"vcpus":1}');
  add(
    'xl.cfg',
    'name = "web"\ntype = "pvh"\nmemory = 512\nvcpus = 2\ndisk = [ \'/srv/a.img,raw,xvda,rw\', "phy:/dev/vg/b,xvdb,w" ]\nvif = [ \'bridge=xenbr0\' ]\n# comment\nextra = "root=/dev/xvda ro"\n',
  );
  add(
    'xen.cfg',
    '[global]\ndefault=archxen\n\n[archxen]\noptions=dom0_mem=2048M,max:2048M console=vga\nkernel=vmlinuz-linux root=UUID=x rw\nramdisk=initramfs-linux.img\n',
  );
  add('getfattr', '# file: /x\nuser.a=0sYWI=\nuser.b\\075c=0s\n\n');
  add('.SRCINFO', 'pkgbase = xen\n\tpkgver = 4.21.2\n\tpkgrel = 1\n\tdepends = a>=1\n\npkgname = xen\n\npkgname = xen-docs\n');
  add('default/grub', 'GRUB_DEFAULT=0\nGRUB_CMDLINE_LINUX_DEFAULT="quiet splash"\nexport A=\'b c\' # d\nB=$(x)\n');
  add(
    'nft list ruleset',
    'table inet filter {\n\tset wan {\n\t\ttype ifname\n\t\telements = { "enp3s0",\n\t\t\t     "en*" }\n\t}\n\n\tchain input {\n\t\ttype filter hook input priority filter; policy drop;\n\t\tiifname { "lo", "enp3s0" } accept comment "a word"\n\t\tcounter log prefix "no: " reject with icmpx admin-prohibited\n\t}\n}\n',
  );
  add(
    'iptables-save',
    '*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\n-A INPUT -i enp3s0 -m comment --comment "a word" -j ACCEPT\n-A FORWARD -j REJECT\nCOMMIT\n',
  );
  add('10-lan.link', '[Match]\nMACAddress=52:54:00:12:34:56\n\n[Link]\nName=lan0\n');
  add('70-lan.rules', '# x\nSUBSYSTEM=="net", ATTR{address}=="52:54:00:12:34:56", \\\n NAME="lan0"\n');
  add('pacman -Qu', "linux 6.1-1 -> 6.2-1\nxen 4.21.1-1\nremoving glibc breaks dependency 'glibc' required by gcc\n");
  add(
    'xl list',
    'Name                                        ID   Mem VCPUs\tState\tTime(s)\nDomain-0                                     0  2048     4     r-----      21.7\nweb                                          1   512     1     -b----       2.1\n',
  );
  return texts;
}

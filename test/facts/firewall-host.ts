import type { Facts } from '../../src/core/facts.ts';
import { gatherFacts } from '../../src/facts/gather.ts';
import { plant } from '../../src/system/memory.ts';
import { simulated } from '../system/simulated/host.ts';
import { self } from './host.ts';

/** A host whose firewall is this: files beside those that it has, and what commands print. */
export interface Firewall {
  readonly files?: Readonly<Record<string, string>>;
  readonly commands?: Readonly<Record<string, string>>;
  /** Services that are enabled. */
  readonly enabled?: readonly string[];
}

/** The facts of a recorded host with a firewall. */
export async function factsBehind({ files = {}, commands = {}, enabled = [] }: Firewall, name = 'plain-uefi-systemd-boot'): Promise<Facts> {
  const host = simulated(name);
  const unit = '[Service]\nExecStart=/bin/true\n\n[Install]\nWantedBy=multi-user.target\n';
  const units = Object.fromEntries(enabled.map((service) => [`/usr/lib/systemd/system/${service}`, unit]));
  for (const [path, text] of Object.entries({ ...files, ...units }))
    plant(host.tree, path, { type: 'file', content: Buffer.from(text), mode: 0o644, uid: 0, gid: 0 });
  for (const service of enabled) await host.run('systemctl', 'enable', service);
  return gatherFacts(
    {
      ...host.system,
      run: async (argv, options) => {
        const stdout = commands[argv.join(' ')];
        return stdout === undefined ? host.system.run(argv, options) : { exit: 0, stdout, stderr: '', ended: 'exit' };
      },
    },
    { self },
  );
}

/** nftables with these rules in force. */
export const nftables = (ruleset: string): Firewall => ({
  files: { '/sys/module/nf_tables/initstate': 'live\n' },
  commands: { 'nft -s list ruleset': ruleset },
});

/** As `nft list ruleset` prints it: closed, and open for ssh by one card. */
export const closedBut = (rule: string): string => `table inet filter {
	chain input {
		type filter hook input priority filter; policy drop;
		ct state established,related accept
		iifname "lo" accept comment "enp9s0 is another word here"
		${rule}
	}

	chain forward {
		type filter hook forward priority filter; policy drop;
	}
}
`;

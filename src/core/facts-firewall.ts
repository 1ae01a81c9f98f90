/** What a firewall says about interfaces, as far as a bridge changes it. Without comments, counters and log prefixes. */
export interface FirewallFacts {
  /** Sets of rules in which the uplink stands by its name. */
  readonly naming: readonly FirewallRules[];
  /** Chains that drop what no rule lets in, or through, of IPv4. */
  readonly closed: readonly ClosedChain[];
}

/** One set of rules, as it is in force or as a boot loads it. */
export interface FirewallRules {
  readonly by: 'nftables' | 'iptables' | 'ufw' | 'firewalld';
  /** The command or the file that told it. */
  readonly where: string;
  /** The first few lines that name the uplink. */
  readonly lines: readonly string[];
  /** All interfaces that these rules name; `*` or `+` at the end stands for any further letters. */
  readonly links: readonly string[];
  /** They only give what goes out by the uplink its address (masquerading): nobody's login hangs on them. */
  readonly translates?: true | undefined;
  /** firewalld: the zone that the uplink is bound to. */
  readonly zone?: string | undefined;
}

export interface ClosedChain {
  readonly by: FirewallRules['by'];
  /** Whom it is about: packets to this host, or from one interface to another. */
  readonly hook: 'input' | 'forward';
  /** `table inet filter, chain input` */
  readonly where: string;
  /** All interfaces that its table names, as above. */
  readonly links: readonly string[];
}

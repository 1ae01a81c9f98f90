import type { NetworkManagerId } from '../core/facts-network.ts';
import type { NetworkBackend } from './backend.ts';
import { dhcpcd, netctl, unmanaged } from './manual.ts';
import { networkManager } from './network-manager.ts';
import { networkd } from './networkd.ts';

/** Every network manager by its id. */
export const networkBackends: Readonly<Record<NetworkManagerId, NetworkBackend>> = {
  'systemd-networkd': networkd,
  NetworkManager: networkManager,
  netctl,
  dhcpcd,
  none: unmanaged,
};

import type { NetworkManagerId } from '../core/facts-network.ts';
import { dhcpcd, netctl, networkManager, unmanaged } from './manual.ts';
import type { NetworkBackend } from './network-manager.ts';
import { networkd } from './networkd.ts';

/** Every network manager by its id. */
export const networkBackends: Readonly<Record<NetworkManagerId, NetworkBackend>> = {
  'systemd-networkd': networkd,
  NetworkManager: networkManager,
  netctl,
  dhcpcd,
  none: unmanaged,
};

/** Where archxen keeps what it must remember, root only. */
export const stateDirectory = '/var/lib/archxen';
export const logDirectory = '/var/log/archxen';
export const cacheDirectory = '/var/cache/archxen';

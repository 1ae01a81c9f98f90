/** A disk as lsblk(8) prints it (-J -b). */
export const disk = (kname: string, more: object = {}) => ({
  path: `/dev/${kname}`,
  kname,
  type: 'disk',
  size: 2 ** 36,
  mountpoints: [null],
  ...more,
});

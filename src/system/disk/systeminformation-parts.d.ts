// systeminformation has types for its index alone.
declare module 'systeminformation/lib/system.js' {
  export { system } from 'systeminformation';
}
declare module 'systeminformation/lib/filesystem.js' {
  export { diskLayout } from 'systeminformation';
}

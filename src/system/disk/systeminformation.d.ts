// The parts of systeminformation that are used, by themselves: its index brings 300 KB more into the program.
declare module 'systeminformation/lib/system.js' {
  export { system } from 'systeminformation';
}
declare module 'systeminformation/lib/filesystem.js' {
  export { diskLayout } from 'systeminformation';
}

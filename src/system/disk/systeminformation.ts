// The parts of systeminformation that are used: its index brings 300 KB more. Loaded only when hardware is asked for.
export { diskLayout } from 'systeminformation/lib/filesystem.js';
export { system } from 'systeminformation/lib/system.js';

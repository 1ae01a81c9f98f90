// One TCP session that must live through a change of the network.
//   session.mjs server ADDRESS PORT          echoes what comes
//   session.mjs client ADDRESS PORT FOLDER   sends ten lines a second; FOLDER/session.json says how it went, FOLDER/session.stop ends it
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';

const [role, address, port, folder] = process.argv.slice(2);

if (role === 'server') {
  createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  }).listen(Number(port), address, () => console.log('listening'));
} else {
  const told = { connects: 0, sent: 0, echoed: 0, longestGapMilliseconds: 0 };
  let last = Date.now();
  let socket;
  const open = () => {
    socket = connect(Number(port), address);
    socket.setNoDelay(true);
    socket.on('connect', () => {
      told.connects += 1;
    });
    socket.on('data', (bytes) => {
      told.echoed += bytes.toString().split('\n').length - 1;
      told.longestGapMilliseconds = Math.max(told.longestGapMilliseconds, Date.now() - last);
      last = Date.now();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => setTimeout(open, 300));
  };
  open();
  setInterval(() => {
    if (socket.readyState === 'open') {
      socket.write(`${told.sent}\n`);
      told.sent += 1;
    }
    writeFileSync(`${folder}/session.json.new`, JSON.stringify(told));
    renameSync(`${folder}/session.json.new`, `${folder}/session.json`);
    if (existsSync(`${folder}/session.stop`)) process.exit(0);
  }, 100);
}

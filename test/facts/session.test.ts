import { describe, expect, it } from '@jest/globals';
import { parseConnection, parseEnvironment, parseStat, readSession, terminalKind } from '../../src/facts/session.ts';
import { bestFirst, canBuild, groupsOf, parsePasswd } from '../../src/facts/users.ts';
import { memorySystem, treeOf } from '../../src/system/memory.ts';
import { hostSystem } from './host.ts';

const passwd = parsePasswd(
  'root:x:0:0::/root:/bin/bash\nhttp:x:33:33::/srv/http:/usr/bin/nologin\nada:x:1000:1000:Ada:/home/ada:/bin/zsh\nbad line\n',
);

describe('the way in', () => {
  it.each([
    [1025, 'vt'],
    [(4 << 8) | 64, 'serial'],
    [229 << 8, 'serial'],
    [34816, 'pseudo'],
    [0, 'none'],
  ] as const)('tty %d is %s', (number, kind) => {
    expect(terminalKind(number)).toBe(kind);
  });

  it('survives a program name with blanks and parentheses', () => {
    expect(parseStat('42 (tmux: server (a) b) S 7 42 42 1025 -1')).toEqual({ parent: 7, terminal: 1025 });
    expect(parseStat('')).toBeUndefined();
  });

  it('splits an environment at NUL', () => {
    expect(parseEnvironment('A=1\0B=x=y\0\0noise\0')).toEqual({ A: '1', B: 'x=y' });
    expect(parseConnection('198.51.100.77 52144 203.0.113.40 22')).toEqual({ peer: '198.51.100.77', local: '203.0.113.40' });
    expect(parseConnection(undefined)).toBeUndefined();
  });

  it('finds ssh above sudo, which drops SSH_CONNECTION', async () => {
    const session = await readSession(hostSystem('static-address-networkd'), passwd);
    expect(session).toEqual({ uid: 0, user: 'root', invokedBy: 'ada', via: 'ssh', ssh: { peer: '198.51.100.77', local: '203.0.113.40' } });
  });

  it('finds the console above a pseudo terminal of sudo', async () => {
    expect((await readSession(hostSystem('plain-uefi-systemd-boot'), passwd)).via).toBe('vt');
    expect((await readSession(hostSystem('serial-console'), passwd)).via).toBe('serial');
  });

  it('believes the environment that it is given', async () => {
    const session = await readSession(hostSystem('plain-uefi-systemd-boot'), passwd, { SSH_CONNECTION: '::1 1 ::1 22' });
    expect(session).toEqual({ uid: 0, user: 'root', via: 'ssh', ssh: { peer: '::1', local: '::1' } });
  });

  it('says that it does not know', async () => {
    const system = memorySystem(treeOf({ '/proc/self/status': 'Uid:\t1000\t1000\t1000\t1000\n' }));
    expect(await readSession(system, passwd, {})).toEqual({ uid: 1000, user: 'ada', via: 'unknown' });
  });
});

describe('builders', () => {
  it('are people with a shell', () => {
    expect(passwd.filter(canBuild).map(({ user }) => user)).toEqual(['ada']);
  });

  it('come in the order: who called, who may use sudo, by number', () => {
    const builder = (user: string, uid: number, sudo: boolean) => ({ user, uid, gid: uid, home: `/home/${user}`, groups: [], sudo });
    const users = [builder('a', 1000, false), builder('b', 1001, true), builder('c', 1002, true), builder('d', 1003, false)];
    expect(bestFirst(users, 'd').map(({ user }) => user)).toEqual(['d', 'b', 'c', 'a']);
  });

  it('have the groups that name them', () => {
    expect(groupsOf('wheel:x:998:bob,ada\nadam:x:1:adam\nkvm:x:9:ada\n', 'ada')).toEqual(['wheel', 'kvm']);
  });
});

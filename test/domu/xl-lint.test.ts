import { describe, expect, it } from '@jest/globals';
import { editDistance, nearestKey, xlKeys } from '../../src/domu/xl-keys.ts';
import { lintXlCfg } from '../../src/domu/xl-lint.ts';

const good = 'name = "a"\nkernel = "/k"\n';
const findings = (line: string): readonly string[] =>
  lintXlCfg(`${good}${line}\n`).map(({ severity, message, hint }) => `${severity}: ${message} ${hint}`);

describe('lintXlCfg', () => {
  it.each([
    ['initrd = "/x"', 'ramdisk'],
    ['kernal = "/x"', 'kernel'],
    ['memroy = 512', 'memory'],
    ['vcpu = 2', 'vcpus'],
    ['ramdsik = "/x"', 'ramdisk'],
    ['disks = [ "a" ]', 'disk'],
    ['bootlaoder = "pygrub"', 'bootloader'],
    ['on_crahs = "destroy"', 'on_crash'],
    ['vnc_listen = "127.0.0.1"', 'vnclisten'],
    ['append = "quiet"', 'extra'],
  ])('names the key that is meant by %s', (line, meant) => {
    expect(findings(line)).toEqual([expect.stringContaining(`Do you mean ${meant}?`)]);
    expect(findings(line)[0]).toMatch(/^error/);
  });

  it.each([
    ["disk = [ 'file:/a.img,xvda,w' ]", 'file:'],
    ["disk = [ 'phy:/dev/vg/a,xvda,w' ]", 'phy:'],
    ['builder = "generic"', 'type'],
    ['vnclisten = "0.0.0.0"', '127.0.0.1'],
    ['vnclisten = "0.0.0.0:1"', '127.0.0.1'],
    ['vnclisten = "::"', '127.0.0.1'],
    ['vfb = [ "vnclisten=0.0.0.0" ]', '127.0.0.1'],
    ['vfb = [ "type=vnc, vnclisten=0.0.0.0:2" ]', '127.0.0.1'],
  ])('warns of the old or open spelling %s', (line, word) => {
    expect(findings(line)).toEqual([expect.stringMatching(/^warning/)]);
    expect(findings(line)[0]).toContain(word);
  });

  it.each([
    ["disk = 'a'", 'must be a list'],
    ['memory = "512M"', 'must be a number'],
    ['type = "linux"', 'no guest type'],
    ["disk = [ 'fromat=raw, vdev=xvda, target=/a' ]", 'no option fromat'],
    ["vif = [ 'bridgee=xenbr0' ]", 'no option bridgee'],
    ["vif = [ 'mac=00:16:3e:1:2:3' ]", 'not a MAC'],
    ['memory 512', 'there should be ='],
  ])('refuses %s', (line, words) => {
    expect(findings(line)).toEqual([expect.stringContaining(words)]);
    expect(findings(line)[0]).toMatch(/^error/);
  });

  it.each([
    'type = "pvh"\nkernel = "/k"\nmemory = "512"\nvcpus = 4\nextra = "root=/dev/xvda1"',
    "vif = [ '' ]",
    "disk = [ '/dev/vg/guest-volume,raw,xvda,rw' ]",
    "disk = [ 'format=qcow2, vdev=xvda, access=rw, target=/a=b,c.img' ]",
    "disk = [ 'vdev=hdc, devtype=cdrom, target=/x.iso', 'direct-io-safe, discard, vdev=xvdb, target=/y' ]",
    "vif = [ 'mac=00:16:3e:01:02:03, bridge=xenbr0, model=e1000, rate=10Mb/s, mtu=1400, vlan=3' ]",
    'viridian = 1\nsdl = 1',
    'cpus = [ "0", "1" ]\non_crash = "preserve"',
  ])('has nothing to say about %s', (lines) => {
    expect(findings(lines)).toEqual([]);
  });

  it('misses a name', () => {
    expect(lintXlCfg('kernel = "/k"\nmemory = 1\n').map(({ message }) => message)).toEqual(['The guest has no name.']);
  });
});

describe('nearestKey', () => {
  it('takes a name that every object has for a word like any other', () => {
    expect(findings('constructor = "x"')).toEqual([expect.stringContaining('xl does not know constructor')]);
    expect(findings('constructor = "x"')[0]).not.toContain('Do you mean');
  });

  it('proposes nothing for a word that is like no key', () => {
    expect(nearestKey('zzzzzzzz')).toBeUndefined();
  });

  it('finds each key again when one letter is missing or two are swapped', () => {
    for (const key of [...xlKeys].filter((each) => each.length > 5)) {
      const missing = key.slice(0, 3) + key.slice(4);
      const found = nearestKey(missing);
      expect([found, editDistance(missing, found ?? '')]).toEqual([found, expect.any(Number)]);
      expect(editDistance(missing, found ?? '')).toBeLessThanOrEqual(1);
    }
    expect(editDistance('memroy', 'memory')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
  });
});

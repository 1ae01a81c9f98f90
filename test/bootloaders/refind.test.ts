import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '../../src/bootloaders/boot-loader.ts';
import { refind } from '../../src/bootloaders/refind/refind.ts';
import type { Facts } from '../../src/core/facts.ts';
import { bootStep } from '../../steps/host/boot.ts';
import { applied, binary, withFile } from '../support/boot-facts.ts';
import { refindHost } from '../support/firmware-hosts.ts';
import { sampleAnswers, textFile } from '../support/sample-facts.ts';

const conf = '/boot/EFI/refind/refind.conf';
const answers = sampleAnswers({ boot: { loader: 'refind', rescue: false } });
const byHand = sampleAnswers({ boot: { loader: 'refind', rescue: false, trial: 'by-hand' } });
const withConf = (text: string): Facts => withFile(refindHost(), conf, textFile(text));
const setUp = (facts: Facts, chosen = answers): Facts => applied(facts, bootStep.changes(facts, chosen));
const text = (facts: Facts, chosen = answers): string | undefined => setUp(facts, chosen).files[conf]?.text;

const named = 'default_selection vmlinuz\n';

describe("rEFInd's configuration", () => {
  it('only gets a line that includes the entries, with the line endings that it has', () => {
    expect(text(withConf(named))).toBe(`${named}include archxen.conf\n`);
    expect(text(withConf('default_selection vmlinuz\r\n'))).toBe('default_selection vmlinuz\r\ninclude archxen.conf\r\n');
    expect(text(withConf(`${named}include archxen.conf\nmax_tags 0\n`))).toBe(`${named}include archxen.conf\nmax_tags 0\n`);
  });
  it('shows stanzas, where it did not', () => {
    expect(text(withConf(`${named}scanfor internal,external # mine\n`))).toBe(
      `${named}scanfor internal,external,manual\ninclude archxen.conf\n`,
    );
    expect(text(withConf(`${named}scanfor manual,internal\n`))).toBe(`${named}scanfor manual,internal\ninclude archxen.conf\n`);
  });
  it.each(['default_selection vmlinuz\n', 'default_selection 1\n', 'default_selection Windows\n'])(
    'keeps the default %j for a trial',
    (line) => {
      expect(text(withConf(`timeout 5\n${line}`))).toBe(`timeout 5\n${line}include archxen.conf\n`);
    },
  );
  it.each([
    'default_selection "on Xen"\n',
    'default_selection "+,vmlinuz"\n',
    'default_selection "+,Arch"\n',
    'scanfor manual,internal\ndefault_selection 1\n',
    'default_selection 2\n',
    'default_selection "gone,9"\n',
  ])('makes Linux the default where %j could take Xen', (lines) => {
    expect(text(withConf(lines))).toContain('default_selection "vmlinuz-linux,vmlinuz"\n');
  });
  it('makes Linux the default in the file where Xen could be taken', () => {
    const theme = '/boot/EFI/refind/theme.conf';
    const included = withFile(withConf('include theme.conf\n'), theme, textFile('default_selection 3\n'));
    expect(setUp(included).files[theme]?.text).toBe('default_selection "vmlinuz-linux,vmlinuz"\n');
    expect(refind.chain(setUp(included), answers).filter(({ state }) => state === 'fail')).toEqual([]);
  });
  it('names Linux where none is named: rEFInd remembers what was picked last, and a Xen that is tried by hand would stay', () => {
    expect(text(withConf('timeout 5\n'))).toBe('timeout 5\ndefault_selection "vmlinuz-linux,vmlinuz"\ninclude archxen.conf\n');
  });
  it("finds this Linux's own stanza by its title", () => {
    const stanza = 'menuentry "My Arch" {\n  loader /vmlinuz-linux\n  options "root=UUID=3f1d7b1e-5d2f-4c55-9d6f-0f3d3e0f7a11 rw"\n}\n';
    expect(text(withConf(stanza), byHand)).toContain('default_selection "My Arch,vmlinuz-linux,vmlinuz"');
    const set = setUp(withConf(stanza), byHand);
    expect(refind.chain(set, byHand).find(({ id }) => id === 'boot.fallback.entry')).toMatchObject({ state: 'pass', detail: 'My Arch' });
  });
  it('is refused when it is missing or no text', () => {
    for (const file of [undefined, binary('other', 4000)]) {
      const refused = refind.setup(withFile(refindHost(), conf, file), answers);
      expect(isRefusal(refused) && refused.refused).toContain(conf);
    }
  });
  it('is set to Xen with Linux behind it when it is confirmed, in the file where the default is', () => {
    const included = withFile(withConf('include theme.conf\n'), '/boot/EFI/refind/theme.conf', textFile('default_selection vmlinuz\n'));
    const set = setUp(included);
    const confirmed = refind.confirm(set, answers);
    if (isRefusal(confirmed)) throw new Error(confirmed.refused);
    expect(confirmed).toMatchObject([
      { path: '/boot/EFI/refind/theme.conf', content: { text: 'default_selection "Arch Linux on Xen,vmlinuz-linux,vmlinuz"\n' } },
    ]);
    expect(refind.xenIsDefault(applied(set, confirmed), answers)).toBe(true);
  });
});

describe('the entries', () => {
  it('hide xen.efi itself, and give each stanza its configuration', () => {
    const both = sampleAnswers({ boot: { loader: 'refind', rescue: true } });
    const own = setUp(refindHost(), both).files['/boot/EFI/refind/archxen.conf']?.text;
    expect(own).toContain('dont_scan_files +,xen.efi\n');
    expect(own?.match(/options "xen\.efi -cfg=[^"]*"/g)).toEqual([
      'options "xen.efi -cfg=archxen-xen.cfg"',
      'options "xen.efi -cfg=archxen-rescue.cfg"',
    ]);
  });
  it('need no firmware variables when Xen is picked by hand', () => {
    const facts: Facts = { ...refindHost(), firmware: { ...refindHost().firmware, variablesWritable: false } };
    const set = setUp(facts, byHand);
    expect(bootStep.changes(facts, byHand).map(({ kind }) => kind)).not.toContain('command');
    expect(refind.chain(set, byHand).filter(({ state }) => state !== 'pass')).toEqual([]);
  });
});

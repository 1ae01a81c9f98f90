import type { IsoVolume } from '../../formats/iso9660.ts';

/** What a path is that somebody wants to make a guest from, told by its content. */
export type Medium =
  | { readonly kind: 'none' }
  | { readonly kind: 'iso'; readonly bytes: number; readonly iso: IsoMedium }
  | { readonly kind: 'image'; readonly format: ImageFormat; readonly bytes: number; readonly virtualBytes: number }
  | { readonly kind: 'kernel' }
  | { readonly kind: 'device' }
  | {
      readonly kind: 'tree';
      readonly kernel?: string | undefined;
      readonly initramfs?: string | undefined;
      readonly os?: string | undefined;
    }
  | { readonly kind: 'other'; readonly detail: string };

export type ImageFormat = 'raw' | 'qcow2' | 'vhd' | 'vmdk' | 'vdi' | 'xz' | 'gzip' | 'zstd';

/** An ISO with what tells whose it is: the paths looked for that are on it, and small texts. */
export interface IsoMedium extends Omit<IsoVolume, 'root'> {
  readonly paths: readonly string[];
  readonly diskInfo?: string | undefined;
}

/** A medium, and what the checksum file beside it says. */
export interface Media extends Partial<ChecksumFound> {
  readonly medium: Medium;
}

export interface ChecksumFound {
  readonly checksum: {
    /** The publisher's file. */
    readonly file: string;
    readonly algorithm: string;
    readonly expected: string;
    /** undefined: it could not be computed. */
    readonly actual: string | undefined;
  };
}

/** The system of an installation medium. */
export interface IsoSystem {
  readonly id: 'arch' | 'debian' | 'fedora' | 'alpine' | 'windows' | 'other';
  readonly name: string;
  /** How it installs without a firmware, as a PVH or PV guest; undefined: it needs HVM. */
  readonly install?: IsoInstall | undefined;
}

/** Kernel and initramfs on the medium, and the kernel command line that finds the medium again. */
export interface IsoInstall {
  readonly kernel: string;
  readonly initramfs: string;
  readonly extra: string;
}

import { dirname } from 'node:path/posix';

/** A map of paths that knows what is in each directory. */
export class IndexedMap<T> extends Map<string, T> {
  readonly #inside = new Map<string, Set<string>>();

  override set(path: string, value: T): this {
    if (!this.has(path) && path !== '/') {
      const parent = dirname(path);
      const inside = this.#inside.get(parent) ?? new Set();
      inside.add(path);
      this.#inside.set(parent, inside);
    }
    return super.set(path, value);
  }

  override delete(path: string): boolean {
    this.#inside.get(dirname(path))?.delete(path);
    return super.delete(path);
  }

  override clear(): void {
    this.#inside.clear();
    super.clear();
  }

  /** Paths right in a directory. */
  children(path: string): readonly string[] {
    return [...(this.#inside.get(path) ?? [])];
  }
}

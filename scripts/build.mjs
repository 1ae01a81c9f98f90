// Bundles bin/archxen.ts to one file, dist/archxen.mjs. `--if-stale`: only when a source is newer than it.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'dist/archxen.mjs');
const flags = new Set(process.argv.slice(2));

const newest = (path) => {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
};
const sources = ['bin', 'src', 'steps', 'screens', 'test/hosts', 'scripts/build.mjs', 'package.json']
  .map((path) => join(root, path))
  .filter(existsSync);
if (flags.has('--if-stale') && existsSync(out) && statSync(out).mtimeMs > Math.max(...sources.map(newest))) process.exit(0);

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

// Ink loads react-devtools-core only when DEV is set; it is not installed, and an empty module keeps it so.
const noDevtools = {
  name: 'no-devtools',
  setup(builder) {
    builder.onResolve({ filter: /^react-devtools-core$/ }, (args) => ({ path: args.path, namespace: 'empty' }));
    builder.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'export default undefined;' }));
  },
};

// The recorded hosts compress to a quarter, and only a rehearsal unpacks them.
const packedHosts = {
  name: 'packed-hosts',
  setup(builder) {
    builder.onLoad({ filter: /\/test\/hosts\/[^/]+\.json$/ }, ({ path }) => {
      const packed = brotliCompressSync(JSON.stringify(JSON.parse(readFileSync(path, 'utf8')))).toString('base64');
      return {
        contents: `import { unpack } from ${JSON.stringify(join(root, 'src/system/unpack.ts'))};\nexport default unpack('${packed}');`,
        loader: 'js',
      };
    });
  },
};

mkdirSync(join(root, 'dist'), { recursive: true });
const result = await build({
  entryPoints: [join(root, 'bin/archxen.ts')],
  outfile: out,
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  jsx: 'automatic',
  legalComments: 'linked',
  define: {
    'process.env.NODE_ENV': '"production"',
    'process.env.DEV': '"false"',
    // yoga-layout loads its WASM by fetch of a data: address, which pulls in undici; nothing else here fetches.
    fetch: 'undefined',
    ARCHXEN_VERSION: JSON.stringify(version),
  },
  banner: {
    // signal-exit is CommonJS and asks for require.
    js: "#!/usr/bin/env node\nimport { createRequire as archxenRequire } from 'node:module';\nconst require = archxenRequire(import.meta.url);",
  },
  plugins: [noDevtools, packedHosts],
  metafile: true,
  logLevel: 'warning',
});
chmodSync(out, 0o755);
const bytes = statSync(out).size;
if (flags.has('--meta')) writeFileSync(join(root, 'dist/meta.json'), JSON.stringify(result.metafile));
if (!flags.has('--quiet')) console.log(`dist/archxen.mjs ${(bytes / 1024).toFixed(0)} KiB`);

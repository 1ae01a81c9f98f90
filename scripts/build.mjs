// Bundles bin/archxen.ts to one file, dist/archxen.mjs. `--if-stale`: only when a source is newer than it.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, zstdCompressSync } from 'node:zlib';
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

const shared = {
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
  metafile: true,
  logLevel: 'warning',
};

// Ink loads react-devtools-core only when DEV is set; it is not installed, and an empty module keeps it so.
const noDevtools = {
  name: 'no-devtools',
  setup(builder) {
    builder.onResolve({ filter: /^react-devtools-core$/ }, (args) => ({ path: args.path, namespace: 'empty' }));
    builder.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'export default undefined;' }));
  },
};

// An `import` of one of Node's own modules reads all that it exports, and so loads what would be loaded when it is used
// (crypto.webcrypto, util.MIMEType); and it does so at the start, even for code that waits for its own import. Asked for by a
// function, it costs what is used of it, when it is used.
const builtinsWhenUsed = {
  name: 'builtins-when-used',
  setup(builder) {
    builder.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'builtin' }));
    builder.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}');`,
    }));
  },
};

// Modules that not every run needs, with all that they import: V8 parses the whole of a file before it runs a line of it,
// so they lie in it as compressed text and are parsed when they are imported.
const lateModules = ['screens/index.ts', 'src/system/disk/execa.ts', 'src/system/disk/systeminformation.ts'].map((path) =>
  join(root, path),
);
const unpackFrom = JSON.stringify(join(root, 'src/system/unpack.ts'));
const pack = (text) => zstdCompressSync(text, { params: { [constants.ZSTD_c_compressionLevel]: 19 } }).toString('base64');
const packedModules = {
  name: 'packed-modules',
  setup(builder) {
    builder.onLoad({ filter: /\/(execa|index|systeminformation)\.ts$/ }, async ({ path }) => {
      if (!lateModules.includes(path)) return undefined;
      const { outputFiles, metafile } = await build({
        ...shared,
        entryPoints: [path],
        outdir: join(root, 'dist'),
        write: false,
        plugins: [noDevtools, builtinsWhenUsed],
        // signal-exit and systeminformation are CommonJS and ask for require; a packed module has no path of its own.
        banner: { js: "import { createRequire as archxenRequire } from 'node:module';\nconst require = archxenRequire('/');" },
      });
      const code = outputFiles.find((file) => file.path.endsWith('.js'));
      const names = Object.values(metafile.outputs).flatMap((output) => output.exports ?? []);
      const module = `const late = await importPacked('${basename(path, '.ts')}', '${pack(code.text)}');`;
      const exported = names.map((name) => `export const ${name} = late.${name};`).join('\n');
      return {
        contents: `import { importPacked } from ${unpackFrom};\n${module}\n${exported}`,
        loader: 'js',
      };
    });
  },
};

// The recorded hosts are data: together they compress to a tenth.
const packedHosts = {
  name: 'packed-hosts',
  setup(builder) {
    builder.onLoad({ filter: /\/test\/hosts\/index\.ts$/ }, async ({ path }) => {
      const { outputFiles } = await build({
        ...shared,
        entryPoints: [path],
        outdir: join(root, 'dist'),
        legalComments: 'none',
        write: false,
      });
      const { hosts } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);
      const records = Object.entries(hosts).map(([name, host]) => `${name}\t${JSON.stringify(host)}`);
      return {
        contents: `import { unpackRecords } from ${unpackFrom};\nexport const hosts = unpackRecords('${pack(records.join('\n'))}');`,
        loader: 'js',
      };
    });
  },
};

mkdirSync(join(root, 'dist'), { recursive: true });
const result = await build({
  ...shared,
  entryPoints: [join(root, 'bin/archxen.ts')],
  outfile: out,
  banner: { js: '#!/usr/bin/env node' },
  plugins: [packedModules, packedHosts, builtinsWhenUsed],
});
chmodSync(out, 0o755);
const bytes = statSync(out).size;
if (flags.has('--meta')) writeFileSync(join(root, 'dist/meta.json'), JSON.stringify(result.metafile));
if (!flags.has('--quiet')) console.log(`dist/archxen.mjs ${(bytes / 1024).toFixed(0)} KiB`);

/**
 * Builds dist/ (`npm run build`): the program and its libraries in a few files, because opening and resolving four hundred
 * takes a third of what a short command takes. What a command imports when it runs stays a file of its own.
 */
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

rmSync(`${root}/dist`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: ['src/cli/main.ts'],
  // All files in one folder, as deep as src/orchestrator/places.ts, which finds the project from where it is.
  outdir: 'dist/cli',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  // Libraries in CommonJS ask for modules of Node's by `require`, which ES modules do not have.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});

// What runs in the browser: one script and one style sheet, which the server reads when it starts.
await build({
  absWorkingDir: root,
  entryPoints: [
    { in: 'src/page/main.tsx', out: 'page' },
    { in: 'src/page/page.css', out: 'page' },
    // A story as a file of its own, which has both within it.
    { in: 'src/page/story-file.tsx', out: 'story' },
    { in: 'src/page/story.css', out: 'story' },
  ],
  outdir: 'dist/page',
  bundle: true,
  minify: true,
  platform: 'browser',
  target: 'es2022',
  format: 'esm',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
});

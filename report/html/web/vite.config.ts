import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';

// One script and one stylesheet with fixed names: Go embeds them, and puts both
// inside the page. The script is a classic one (an immediately called function),
// as a module cannot be inlined under a policy that names hashes in every browser.

// What is bundled asks for its notice in every copy, and every report is one.
const notices = ['uplot', '@tanstack/virtual-core']
  .map(
    (name) => `${name}\n${readFileSync(`node_modules/${name}/LICENSE`, 'utf8').trim().replaceAll('\r', '')}`,
  )
  .join('\n\n');

// DEMO builds the page that the chart tests open.
const demo = process.env['DEMO'] === '1';

export default defineConfig({
  base: './',
  publicDir: false,
  build: {
    outDir: demo ? 'demo-dist' : '../dist',
    emptyOutDir: true,
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    reportCompressedSize: true,
    rolldownOptions: {
      input: demo ? 'test/demo/main.ts' : 'src/main.ts',
      output: {
        format: 'iife',
        postBanner: `/*! ${notices} */`,
        entryFileNames: 'app.js',
        assetFileNames: 'app[extname]',
      },
    },
  },
});

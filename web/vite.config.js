import { readFileSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** The licences of what the bundle contains, as one text file beside it. */
function licences() {
  const parts = [
    ['bootstrap-italia (CSS)', 'bootstrap-italia/LICENSE'],
    ['Titillium Web (font)', 'bootstrap-italia/dist/fonts/Titillium_Web/OFL.txt'],
    ['Svelte', 'svelte/LICENSE.md'],
  ];
  return {
    name: 'licences',
    generateBundle() {
      const source = parts
        .map(([name, path]) => `${name}\n\n${readFileSync(new URL(`node_modules/${path}`, import.meta.url), 'utf8').trim()}`)
        .join(`\n\n${'-'.repeat(72)}\n\n`);
      this.emitFile({ type: 'asset', fileName: 'licenze.txt', source: `${source}\n` });
    },
  };
}

const backend = process.env.BACKEND ?? 'http://127.0.0.1:8790';

export default defineConfig({
  base: './',
  plugins: [svelte(), licences()],
  css: {
    preprocessorOptions: {
      scss: { loadPaths: ['node_modules'], quietDeps: true, silenceDeprecations: ['import', 'global-builtin', 'if-function', 'color-functions'] },
    },
  },
  // No data: addresses and no inline scripts, so that a strict Content-Security-Policy holds.
  build: {
    rollupOptions: { input: ['index.html', 'amministrazione.html', 'bisogni.html'] },
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: { fs: { allow: ['..'] }, proxy: { '/v1': backend, '/readyz': backend } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});

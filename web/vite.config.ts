import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const api = process.env['IDUN_API'] ?? 'http://127.0.0.1:8480';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // Which file loads which: tools/web-budget.mjs weighs the first page with it.
    manifest: true,
    // The policy is default-src 'self': a font or picture inlined as data: would be refused by the browser.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    // igv is one big chunk by itself; it is loaded on the region page only.
    chunkSizeWarningLimit: 1800,
  },
  server: { port: 5173, proxy: { '/api': api, '/open': api } },
});

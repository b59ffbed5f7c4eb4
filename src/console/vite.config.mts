import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The server that `npm run console:dev` asks. */
const api = process.env['PORTCULLIS_URL'] ?? 'http://127.0.0.1:4000';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/console/',
  build: {
    outDir: fileURLToPath(new URL('../../dist/console', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 1_000,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Libraries mark their modules for servers that render React; there is none here.
    rolldownOptions: { onLog: (level, log, handle) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : handle(level, log)) },
  },
  server: { proxy: { '/graphql': { target: api, ws: true }, '/console/session': api } },
});

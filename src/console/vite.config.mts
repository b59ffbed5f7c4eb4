import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The server that `npm run console:dev` forwards API requests to. */
const api = process.env['PORTCULLIS_URL'] ?? 'http://127.0.0.1:4000';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  base: '/console/',
  build: {
    outDir: here('../../dist/console'),
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 3_000,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: [here('index.html'), here('graphiql.html')],
      // Libraries mark their modules for server-side rendering, which the console does not use.
      onLog: (level, log, handle) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : handle(level, log)),
    },
  },
  worker: { format: 'es' },
  // Its workers are resolved relative to its modules, which must not be moved into the cache.
  optimizeDeps: { exclude: ['graphiql/setup-workers/vite'] },
  server: { proxy: { '/graphql': { target: api, ws: true }, '/console/session': api, '/console/config.json': api } },
});

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The server that `npm run console:dev` asks. */
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
      // Libraries mark their modules for servers that render React; there is none here.
      onLog: (level, log, handle) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : handle(level, log)),
    },
  },
  worker: { format: 'es' },
  // Its workers are found beside its modules, which must stay where they are.
  optimizeDeps: { exclude: ['graphiql/setup-workers/vite'] },
  server: { proxy: { '/graphql': { target: api, ws: true }, '/console/session': api, '/console/config.json': api } },
});

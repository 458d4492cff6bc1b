import { defineConfig } from 'vitest/config';

export default defineConfig({
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // an inlined asset is a data: URL, which the content security policy forbids
    rollupOptions: { output: { entryFileNames: 'assets/[name]-[hash].js', assetFileNames: 'assets/[name]-[hash][extname]' } },
  },
  // `npm run dev` shows the sources as they are saved, and talks to a server started beside it.
  server: { proxy: { '/chat': { target: 'http://127.0.0.1:8080', ws: true }, '/sessions': 'http://127.0.0.1:8080' } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'] },
});

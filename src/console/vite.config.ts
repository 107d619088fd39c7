import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** `npm run dev:console` proxies to a running `npm start`; the build is served by Fastify at `/`. */
export default defineConfig({
  base: '/',
  plugins: [react(), tailwindcss()],
  // No inlined assets: the page's content security policy allows fonts and scripts from its own origin only.
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: { '/sandbox': 'http://127.0.0.1:3000', '/api': 'http://127.0.0.1:3000' },
  },
})

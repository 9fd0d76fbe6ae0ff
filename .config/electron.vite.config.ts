import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/**
 * `main` holds one entry per process; only `main.js` may contain Electron. Everything from npm stays outside the
 * bundle and is loaded from node_modules.
 */
export default defineConfig({
  main: {
    build: {
      outDir: at('out/main'),
      sourcemap: true,
      rollupOptions: {
        input: {
          main: at('electron/main/main.ts'),
          cli: at('electron/cli/cli.ts'),
          camera: at('electron/devices/camera/camera-process.ts'),
          trigger: at('electron/devices/trigger/trigger-process.ts'),
          simulator: at('electron/simulator/simulator-process.ts'),
          quality: at('electron/studio/quality/quality-process.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      rollupOptions: {
        input: { preload: at('electron/preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [react()],
    build: {
      outDir: at('out/renderer'),
      rollupOptions: { input: at('renderer/index.html') },
    },
  },
});

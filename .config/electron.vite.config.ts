import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/**
 * `main` holds one entry per process, and those of threads; only `main.js` may contain Electron. Everything from npm stays
 * outside the bundle and is loaded from node_modules.
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
          sealing: at('electron/vault/sealing/sealing-worker.ts'),
          turning: at('electron/stores/dicom/turning/turning-worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      rollupOptions: {
        input: { preload: at('electron/preload/preload.ts'), 'one-port': at('electron/preload/one-port.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    // Addresses relative to the page: a tablet finds the fixation display behind a secret path.
    base: './',
    plugins: [react()],
    build: {
      outDir: at('out/renderer'),
      // The policy of the pages takes no `data:` addresses; which files the fixation display needs is read from the manifest.
      assetsInlineLimit: 0,
      manifest: true,
      rollupOptions: {
        input: {
          index: at('renderer/index.html'),
          fixation: at('renderer/fixation.html'),
          passphrase: at('renderer/passphrase.html'),
        },
      },
    },
  },
});

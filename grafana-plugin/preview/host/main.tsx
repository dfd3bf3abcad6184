import { createRoot } from 'react-dom/client';
import { Shell } from './chrome/shell.js';
import { installServices } from './services/install.js';

await installServices();
const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<Shell />);

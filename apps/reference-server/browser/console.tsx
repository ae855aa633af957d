import { render } from 'preact';
import './console.css';
import './controls.css';
import { App } from './app.js';
import { readSettings } from './page-settings.js';

const root = document.getElementById('console');
if (root !== null) render(<App settings={readSettings()} />, root);

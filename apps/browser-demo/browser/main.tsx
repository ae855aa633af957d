import { render } from 'preact';
import { DemoPage } from './demo-page.js';
import './demo.css';

const root = document.getElementById('app');
if (root !== null) render(<DemoPage />, root);

// The report's page starts here.
import './app.css';

const app = document.getElementById('app');
if (app) app.textContent = 'This report has no content yet.';

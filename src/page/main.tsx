import './page.css';
document.body.textContent = 'x';

// Runs before anything is drawn, so that the page has the chosen theme from the first frame on.
'use strict';
try {
  const theme = localStorage.getItem('l4balancer.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Without storage, the page follows the system.
}

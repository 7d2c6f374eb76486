// Before anything is drawn: a page in the chosen theme from the first frame on.
'use strict';
try {
  const theme = localStorage.getItem('l4balancer.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // A browser that keeps nothing follows the system.
}

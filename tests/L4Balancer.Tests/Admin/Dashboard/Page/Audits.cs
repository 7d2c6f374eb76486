namespace L4Balancer.Tests.Admin.Dashboard.Page;

/// <summary>Scripts that check a page for accessibility problems; each returns a list.</summary>
internal static class Audits
{
    /// <summary>Everything that can be used has a name; landmarks, headings, tables and ids are as they should be.
    /// </summary>
    public const string Names =
        """
        () => {
          const wrong = [];
          const all = selector => [...document.querySelectorAll(selector)];
          const isSeen = node => node.checkVisibility();
          const said = node => (node.getAttribute('aria-label') ?? '').trim();
          for (const node of all('button, a').filter(isSeen))
            if (!said(node) && !node.textContent.trim()) wrong.push(`no name: ${node.outerHTML}`);
          for (const node of all('input, select').filter(isSeen))
            if (!said(node) && ![...node.labels].some(l => l.textContent.trim()))
              wrong.push(`no label: ${node.outerHTML}`);
          for (const node of all('[aria-labelledby], [aria-describedby]'))
            for (const name of ['aria-labelledby', 'aria-describedby'])
              for (const id of (node.getAttribute(name) ?? '').split(' ').filter(x => x))
                if (!document.getElementById(id)) wrong.push(`${name} of nothing: ${id}`);
          for (const node of all('dialog, section, [role=img], [role=region], [role=log]'))
            if (!said(node) && !node.hasAttribute('aria-labelledby'))
              wrong.push(`no name: ${node.outerHTML.slice(0, 80)}`);
          for (const node of all('th')) if (!node.scope) wrong.push(`a head of nothing: ${node.textContent}`);
          for (const node of all('svg'))
            if (node.getAttribute('aria-hidden') !== 'true') wrong.push('a picture without words');
          for (const name of ['main', 'h1', 'header.top', 'title', 'html[lang]'])
            if (all(name).length !== 1) wrong.push(`${all(name).length} of ${name}`);
          const ids = all('[id]').map(node => node.id);
          for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) wrong.push(`twice: ${id}`);
          return wrong;
        }
        """;

    /// <summary>Text has a contrast of at least 4.5 to 1 (WCAG 2.2, AA).</summary>
    public const string Contrast =
        """
        () => {
          const parts = colour => colour.match(/[\d.]+/g).map(Number);
          const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
            .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
          const ground = node => {
            for (let at = node; at; at = at.parentElement) {
              const colour = parts(getComputedStyle(at).backgroundColor);
              if ((colour[3] ?? 1) > 0) return colour;
            }
            return [255, 255, 255];
          };
          const wrong = [];
          for (const node of document.querySelectorAll('body *')) {
            const text = [...node.childNodes].filter(n => n.nodeType === 3).map(n => n.data.trim()).join('');
            if (!text || !node.checkVisibility() || node.closest('noscript, option')) continue;
            const [a, b] = [light(parts(getComputedStyle(node).color)), light(ground(node))];
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            if (ratio < 4.5) wrong.push(`${ratio.toFixed(2)} to 1: ${text.slice(0, 40)} (${node.className})`);
          }
          return wrong;
        }
        """;
}

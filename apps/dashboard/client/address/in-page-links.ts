/** Links to another view of the same page are followed without loading it again. */
export function followInPage(onFollow: () => void): void {
  document.addEventListener('click', (event) => {
    const plain =
      event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!plain || !link || link.hasAttribute('download')) return;
    const { origin, pathname, href, hash } = link;
    if (origin !== location.origin || pathname !== location.pathname || hash !== '') return;
    event.preventDefault();
    if (href !== location.href) history.pushState(null, '', href);
    onFollow();
  });
}

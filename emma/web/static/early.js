/* Runs before the first paint, so that nothing jumps: says that scripts work and whether this page is in a frame. */
document.documentElement.classList.add("js", ...(window.self === window.top ? [] : ["framed"]));

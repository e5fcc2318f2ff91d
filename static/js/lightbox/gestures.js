// Fingers and mice on the stage: swipe sideways, pull down to close, pinch, double tap, pan.
const FAR = 60; // px after which a swipe counts
const FAST = 0.4; // px per ms
const TWICE = 300; // ms between two taps

export function watch(element, stage, { step, close }) {
  const pointers = new Map();
  let start = null;
  let pinch = null;
  let lastTap = null;

  const centre = () => {
    const [a, b] = [...pointers.values()];
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, apart: Math.hypot(a.x - b.x, a.y - b.y) };
  };

  element.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    element.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (pointers.size === 1) start = { x: event.clientX, y: event.clientY, time: event.timeStamp, moved: false };
    if (pointers.size === 2) {
      pinch = { ...centre(), scale: stage.scale };
      if (!stage.zoomed) stage.drag(0);
    }
  });

  element.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (pinch && pointers.size === 2) {
      const now = centre();
      stage.zoom(pinch.scale * (now.apart / pinch.apart), now.x, now.y);
      stage.pan(now.x - pinch.x, now.y - pinch.y);
      Object.assign(pinch, { x: now.x, y: now.y });
    } else if (start && !pinch) {
      const dx = event.clientX - start.x;
      start.moved ||= Math.hypot(dx, event.clientY - start.y) > 8;
      if (stage.zoomed) stage.pan(event.clientX - before.x, event.clientY - before.y);
      else if (start.moved) stage.drag(dx);
    }
  });

  const end = (event) => {
    if (!pointers.delete(event.pointerId)) return;
    if (pinch) {
      if (!pointers.size) pinch = start = null;
      return;
    }
    if (!start) return;
    const [dx, dy, time] = [event.clientX - start.x, event.clientY - start.y, event.timeStamp - start.time];
    const { moved } = start;
    start = null;
    if (event.type === "pointercancel") return stage.zoomed || stage.settle();
    if (!moved) return tap(event);
    if (stage.zoomed) return;
    const far = Math.abs(dx);
    const sideways = far > Math.abs(dy);
    if (!sideways && dy > 2 * FAR && event.pointerType === "touch") close();
    else if (sideways && (far > FAR * 2 || (far > FAR / 2 && far / time > FAST))) step(dx < 0 ? 1 : -1);
    else stage.settle();
  };
  element.addEventListener("pointerup", end);
  element.addEventListener("pointercancel", end);

  function tap(event) {
    const near = lastTap && Math.hypot(event.clientX - lastTap.x, event.clientY - lastTap.y) < 30;
    const again = near && event.timeStamp - lastTap.time < TWICE;
    lastTap = again ? null : { time: event.timeStamp, x: event.clientX, y: event.clientY };
    if (again) stage.zoom(stage.zoomed ? 1 : 2.5, event.clientX, event.clientY, { smooth: true });
  }

  element.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return; // a pinch on a touchpad
    event.preventDefault();
    stage.zoom(stage.scale * Math.exp(-event.deltaY / 200), event.clientX, event.clientY);
  }, { passive: false });
}

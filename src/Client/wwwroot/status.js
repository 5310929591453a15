// Says in words what /health/ready says in JSON. Without this script the page is complete but for the lamp.
const words = {
  healthy: "This node is ready.",
  degraded: "This node answers, but something it needs is missing.",
  unhealthy: "This node is not ready.",
};

document.getElementById("origin").textContent = location.origin;

try {
  const health = await (await fetch("/health/ready")).json();
  const troubles = Object.entries(health.checks)
    .filter(([, check]) => check.status !== "healthy")
    .map(([name, check]) => `${name}: ${check.description ?? check.status}`);
  document.getElementById("lamp").classList.add(health.status);
  document.getElementById("ready").textContent = [words[health.status], ...troubles].join(" ");
} catch {
  document.getElementById("ready").textContent = "This node does not say how it is.";
}

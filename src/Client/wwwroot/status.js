// Shows the status of /health/ready. Without this script the page is complete except for the status line.
const summaries = {
  healthy: "This node is ready.",
  degraded: "This node responds, but is degraded.",
  unhealthy: "This node is not ready.",
};

document.getElementById("origin").textContent = location.origin;

try {
  const health = await (await fetch("/health/ready")).json();
  const failures = Object.entries(health.checks)
    .filter(([, check]) => check.status !== "healthy")
    .map(([name, check]) => `${name}: ${check.description ?? check.status}`);
  document.getElementById("lamp").classList.add(health.status);
  document.getElementById("ready").textContent = [summaries[health.status], ...failures].join(" ");
} catch {
  document.getElementById("ready").textContent = "The status of this node is unknown.";
}

using System.Runtime.Versioning;

// Load and servers stand on L4Balancer.Linux; their commands say so on another system.
[assembly: SupportedOSPlatform("linux")]

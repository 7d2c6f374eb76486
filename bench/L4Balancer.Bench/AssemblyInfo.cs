using System.Runtime.Versioning;

// Load and servers use L4Balancer.Linux; their commands report an error on other systems.
[assembly: SupportedOSPlatform("linux")]

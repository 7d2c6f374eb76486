using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("linux")]
[assembly: Platform("Linux")]

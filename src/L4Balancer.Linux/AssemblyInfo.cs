using System.Runtime.CompilerServices;
using System.Runtime.Versioning;

// Only blittable values cross into the C library; the compiler enforces that.
[assembly: DisableRuntimeMarshalling]

// Callers check OperatingSystem.IsLinux() first; the compiler enforces that.
[assembly: SupportedOSPlatform("linux")]

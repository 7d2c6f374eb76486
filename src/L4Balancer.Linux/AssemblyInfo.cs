using System.Runtime.CompilerServices;
using System.Runtime.Versioning;

// Only blittable values cross to the C library, and the compiler holds us to it.
[assembly: DisableRuntimeMarshalling]

// Callers ask OperatingSystem.IsLinux() first, and the compiler holds them to it.
[assembly: SupportedOSPlatform("linux")]

/** Nikon's own operations that the D750 answers. */
export const nikonOperation = {
  initiateCaptureInRam: 0x90c0,
  afDrive: 0x90c1,
  changeCameraMode: 0x90c2,
  deleteRamImage: 0x90c3,
  getEvent: 0x90c7,
  deviceReady: 0x90c8,
  getVendorPropCodes: 0x90ca,
  afCaptureInRam: 0x90cb,
  startLiveView: 0x9201,
  endLiveView: 0x9202,
  getLiveViewImage: 0x9203,
  mfDrive: 0x9204,
  changeAfArea: 0x9205,
  afDriveCancel: 0x9206,
  initiateCapture: 0x9207,
  terminateCapture: 0x920c,
} as const;

export const nikonResponse = {
  hardwareError: 0xa001,
  outOfFocus: 0xa002,
  invalidStatus: 0xa004,
  notLiveView: 0xa00b,
  mfDriveStepEnd: 0xa00c,
  mfDriveStepTooSmall: 0xa00e,
  bulbReleaseBusy: 0xa200,
} as const;

export const nikonEvent = {
  objectAddedInRam: 0xc101,
  captureCompleteInRam: 0xc102,
} as const;

/** The properties that the body itself looks at or keeps. Their names in the tables are the same. */
export const property = {
  batteryLevel: 0x5001,
  imageSize: 0x5003,
  compression: 0x5004,
  whiteBalance: 0x5005,
  fNumber: 0x5007,
  focusMode: 0x500a,
  exposureTime: 0x500d,
  program: 0x500e,
  iso: 0x500f,
  dateTime: 0x5011,
  kelvin: 0xd01e,
  effectiveIso: 0xd0b5,
  exactExposureTime: 0xd100,
  recordingMedia: 0xd10b,
  orientation: 0xd10e,
  autofocusMode: 0xd161,
  liveViewStatus: 0xd1a2,
  liveViewZoom: 0xd1a3,
  liveViewProhibition: 0xd1a4,
  liveViewExposurePreview: 0xd1a5,
  liveViewSize: 0xd1ac,
  applicationMode: 0xd1f0,
  exposuresLeft: 0xd1f1,
} as const;

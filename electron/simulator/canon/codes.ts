/** Canon's own operations that the body answers. */
export const eosOperation = {
  getStorageIds: 0x9101,
  getStorageInfo: 0x9102,
  getDeviceInfoEx: 0x9108,
  setDevicePropValueEx: 0x9110,
  setRemoteMode: 0x9114,
  setEventMode: 0x9115,
  getEvent: 0x9116,
  transferComplete: 0x9117,
  pcHddCapacity: 0x911a,
  setUiLock: 0x911b,
  resetUiLock: 0x911c,
  keepDeviceOn: 0x911d,
  bulbStart: 0x9125,
  bulbEnd: 0x9126,
  requestDevicePropValue: 0x9127,
  remoteReleaseOn: 0x9128,
  remoteReleaseOff: 0x9129,
  setRequestOlcInfoGroup: 0x913d,
  getViewfinderData: 0x9153,
  doAf: 0x9154,
  driveLens: 0x9155,
  zoom: 0x9158,
  zoomPosition: 0x9159,
  afCancel: 0x9160,
} as const;

export const eosResponse = {
  operationRefused: 0xa005,
  objectNotReady: 0xa102,
} as const;

/** Types of the records in which the body tells what happened. */
export const eosEvent = {
  objectAdded: 0xc181,
  requestObjectTransfer: 0xc186,
  propValueChanged: 0xc189,
  availListChanged: 0xc18a,
  cameraStatusChanged: 0xc18b,
  storeAdded: 0xc192,
  storeRemoved: 0xc193,
  olcInfoChanged: 0xc1a5,
} as const;

export const eosFormat = { cr2: 0xb103 } as const;

/** The properties that the body itself looks at or keeps. Their names in the tables are the same. */
export const property = {
  batteryLevel: 0x5001,
  aperture: 0xd101,
  shutterSpeed: 0xd102,
  iso: 0xd103,
  exposureCompensation: 0xd104,
  autoExposureMode: 0xd105,
  modeDial: 0xd138,
  driveMode: 0xd106,
  focusMode: 0xd108,
  whiteBalance: 0xd109,
  colorTemperature: 0xd10a,
  batteryPower: 0xd111,
  cameraTime: 0xd113,
  owner: 0xd115,
  availableShots: 0xd11b,
  captureDestination: 0xd11c,
  imageFormat: 0xd120,
  imageFormatCf: 0xd121,
  imageFormatSd: 0xd122,
  utcTime: 0xd17c,
  shutterCounter: 0xd1ac,
  serialNumber: 0xd1af,
  evfOutput: 0xd1b0,
  evfMode: 0xd1b1,
  exposureSimulation: 0xd1b7,
  artist: 0xd1d0,
  copyright: 0xd1d1,
} as const;

/** What `captureDestination` says; the two other numbers are cards. */
export const toHost = 4;
export const toCard = 1;

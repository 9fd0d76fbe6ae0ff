/** Operations of PTP itself. A make's own are with its personality. */
export const operation = {
  getDeviceInfo: 0x1001,
  openSession: 0x1002,
  closeSession: 0x1003,
  getStorageIds: 0x1004,
  getStorageInfo: 0x1005,
  getNumObjects: 0x1006,
  getObjectHandles: 0x1007,
  getObjectInfo: 0x1008,
  getObject: 0x1009,
  getThumb: 0x100a,
  deleteObject: 0x100b,
  initiateCapture: 0x100e,
  getDevicePropDesc: 0x1014,
  getDevicePropValue: 0x1015,
  setDevicePropValue: 0x1016,
  getPartialObject: 0x101b,
} as const;

export const response = {
  ok: 0x2001,
  generalError: 0x2002,
  sessionNotOpen: 0x2003,
  operationNotSupported: 0x2005,
  invalidStorageId: 0x2008,
  invalidObjectHandle: 0x2009,
  devicePropNotSupported: 0x200a,
  storeFull: 0x200c,
  accessDenied: 0x200f,
  noThumbnailPresent: 0x2010,
  storeNotAvailable: 0x2013,
  deviceBusy: 0x2019,
  invalidDevicePropFormat: 0x201b,
  invalidDevicePropValue: 0x201c,
  invalidParameter: 0x201d,
  sessionAlreadyOpened: 0x201e,
} as const;

export const eventCode = {
  objectAdded: 0x4002,
  devicePropChanged: 0x4006,
  captureComplete: 0x400d,
} as const;

export const format = {
  undefined: 0x3000,
  association: 0x3001,
  exifJpeg: 0x3801,
  jfif: 0x3808,
} as const;

/** "Any" and "all" in a handle or storage parameter. */
export const everything = 0xffffffff;

{
  "targets": [
    {
      "target_name": "incidence_gphoto2",
      "sources": [
        "src/addon.cc",
        "src/calls.cc",
        "src/camera.cc",
        "src/config.cc",
        "src/drivers.cc",
        "src/fault.cc",
        "src/owner.cc",
        "src/ptpip.cc",
        "src/refusal.cc",
        "src/session.cc",
        "src/shortcuts.cc",
        "src/spare-buffers.cc",
        "src/surroundings.cc",
        "src/traffic.cc"
      ],
      "dependencies": ["<!(node -p \"require('node-addon-api').targets\"):node_addon_api_except"],
      "defines": ["NAPI_VERSION=8"],
      "cflags": ["<!@(pkg-config --cflags libgphoto2 libgphoto2_port)", "-fvisibility=hidden"],
      "cflags_cc": ["-std=c++17", "-Wall", "-Wextra"],
      "libraries": ["<!@(pkg-config --libs libgphoto2 libgphoto2_port)", "-ldl", "-lpthread"],
      "conditions": [
        [
          "OS=='mac'",
          {
            "xcode_settings": {
              "CLANG_CXX_LANGUAGE_STANDARD": "c++17",
              "GCC_SYMBOLS_PRIVATE_EXTERN": "YES",
              "OTHER_CFLAGS": ["<!@(pkg-config --cflags libgphoto2 libgphoto2_port)"]
            }
          }
        ]
      ]
    }
  ]
}
